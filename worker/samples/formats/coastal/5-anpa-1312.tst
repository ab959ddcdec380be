a0118-----
r a BC-Meren-Oysters 03-14 0040
BC-Meren-Oysters,40<
^Oysters back in the bay of Meren<
^By LIV SANDER=
	   MEREN (CW) _ ``They are small, but they are back,'' said Arne Vold, a fisherman.

	   CW-03-14-25 1440GMT<
