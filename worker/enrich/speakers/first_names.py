"""Given names and the gender they usually carry: enough of them to tell most "he" from "she". From memory, by hand."""

from __future__ import annotations

from worker.enrich.speakers.tables import words

MALE = words(
    """Sonny Scotty Jonty Monty Teddy Denny Robby Paddy Davy Lenny Manny Sammy Vinny Donny Ronny Jonny Micky Mickey
    Freddy Rory Archie Alfie Ollie Robbie Dougie Lonnie Vinnie Frankie Ernie
    Aaron Abdul Abdullah Abraham Adam Ahmed Alan Albert Alberto Alec Alejandro Aleksandr Alexander Alfred Ali Allan
    Allen Alvin Anders Andre Andreas Andres Andrew Andrey Andy Angelo Anthony Antonio Antony Arjun Armando
    Arnold Arthur Ashraf Asif Austin Barack Barney Barry Bart Ben Benjamin Benny Bernard Bernie Bert Bill Billy
    Bob Bobby Boris Brad Bradley Brandon Brendan Brent Bret Brett Brian Bruce Bruno Bryan Byron Calvin Carl
    Carlo Carlos Cecil Cesar Chad Charles Charlie Chester Chris Christian Christopher Chuck Clarence Clark
    Claude Clay Clayton Cliff Clifford Clint Clinton Clive Colin Connor Conrad Corban Corey Cory Craig Curt
    Curtis Cyrus Dale Damien Damon Dan Daniel Danny Darrell Darren Dave David Dean Dennis Derek Desmond Devin
    Dick Diego Dimitri Dmitri Dmitry Dominic Don Donald Donnie Doug Douglas Drew Duncan Dustin Dwight Dylan Earl
    Ed Eddie Edgar Eduardo Edward Edwin Ehsan Ehud Eli Elias Elijah Elliot Elliott Elmer Emanuel Emilio Emmanuel
    Emmerson Enrique Eric Erik Ernest Ernesto Ethan Eugene Evan Felipe Felix Fernando Floyd Francis Francisco
    Frank Franklin Fred Freddie Frederick Fumio Gabriel Garry Gary Gavin Gen Gene Geoff Geoffrey George Gerald
    Gerard Giovanni Glen Glenn Gordon Graham Grant Greg Gregg Gregory Guillermo Gus Guy Hal Hamid Hank Hans
    Harold Harrison Harry Harvey Hassan Hector Henry Herbert Herman Hiroshi Howard Hubert Hugh Hugo Hussein Ian
    Ibrahim Igor Imran Ira Isaac Ismail Ivan Jack Jacob Jacques Jaime Jake Jamal James Jan Jared Jason Javad
    Javier Jay Jean Jeb Jeff Jefferson Jeffrey Jens Jeremy Jerome Jerry Jesse Jim Jimmy Joachim Joao Joaquin Joe
    Joel Johan John Johnny Jon Jonah Jonathan Jordan Jorge Jose Josef Joseph Josh Joshua Juan Julian Julio
    Junichiro Justin Karim Karl Keir Keith Ken Kenji Kenneth Kenny Kent Kevin Khalid Kirk Klaus Konstantin Kurt
    Kyle Lamar Lance Larry Lars Laurence Lawrence Lee Len Leo Leon Leonard Leonardo Leroy Lester Lewis Liam
    Lincoln Lindsey Lloyd Logan Lorenzo Lou Louis Lucas Luis Luke Luther Mahmoud Malcolm Manuel Marc Marcel
    Marco Marcus Mario Mark Marshall Martin Marty Marvin Mason Mathew Matt Matthew Maurice Max Maxwell Mehdi Mel
    Melvin Merrick Michael Mick Miguel Mike Mikhail Miles Milton Mitch Mitchell Mitt Mohamed Mohammad Mohammed
    Moses Muhammad Mustafa Naftali Narendra Nate Nathan Nathaniel Ned Neil Nelson Newt Nicholas Nick Nicolas
    Nigel Nikolai Noah Noel Norman Olaf Oleg Oliver Omar Orlando Oscar Otto Owen Pablo Pat Patrick Paul Paulo
    Pavel Pedro Perry Pete Peter Petro Phil Philip Phillip Pierre Preston Rafael Rahm Ralph Ramon Rand Randall
    Randy Raphael Raul Ray Raymond Recep Reggie Reince Rene Rex Ricardo Rich Richard Rick Ricky Rishi Rob Robert
    Roberto Rod Rodney Rodrigo Roger Roland Roman Ron Ronald Ronnie Ross Roy Ruben Rudolph Rudy Rupert Russ
    Russell Ryan Salman Salvador Sam Samuel Saul Scott Sean Sebastian Serge Sergei Sergey Sergio Seth Shane
    Shaun Shawn Shigeru Shimon Shinzo Sidney Silvio Simon Spencer Stan Stanley Stefan Stephen Sterling Steve
    Steven Stewart Stuart Sylvester Taro Ted Terrence Terry Theodore Thomas Tim Timothy Toby Todd Tom Tommy Tony
    Travis Trent Trevor Trey Tyler Umar Vernon Victor Viktor Vincent Vladimir Volodymyr Wade Wallace Walt Walter
    Warren Wayne Wesley Wilbur Will Willard William Willie Wolf Xavier Xi Yair Yoshihide Yusuf Zach Zachary Zack"""
)

FEMALE = words(
    """Vicky Tilly Milly Ginny Josie Rosie Maggie Millie Ellie Evie Edie Elsie Kylie Kirsty
    Abigail Ada Adele Adriana Agnes Aisha Alexandra Alexandria Alexis Alice Alicia Alison Aliza Allison Alyssa Amal
    Amanda Amber Amelia Amy Ana Andrea Angela Angelica Angelina Angie Anita Ann Anna Anne Annette Annie Antonia
    April Arianna Ashley Audrey Aung Ava Barbara Beatrice Becky Bella Benazir Bernadette Bernice Bessie Beth
    Betsy Betty Beverly Beyonce Bianca Bonnie Brenda Brianna Bridget Brittany Camilla Camille Candy Carla Carly
    Carmen Carol Carole Caroline Carolyn Carrie Cassandra Catherine Cathy Cecilia Celeste Charlene Charlotte
    Chelsea Cheryl Christiane Christina Christine Cindy Claire Clara Clare Claudia Colleen Condoleezza Connie
    Constance Cora Cristina Crystal Cynthia Daisy Dana Danielle Daphne Darlene Dawn Debbie Deborah Debra Delia
    Denise Diana Diane Dianne Dilma Dolores Donna Dora Doreen Doris Dorothy Edith Edna Eileen Elaine Eleanor
    Elena Elisabeth Elise Eliza Elizabeth Ella Ellen Elsa Emily Emma Erica Erika Erin Esther Ethel Eva Evelyn
    Fatima Faye Felicia Fiona Florence Frances Gabby Gabriela Gabrielle Gail Georgia Geraldine Gertrude Gina
    Giulia Gladys Glenda Gloria Golda Grace Greta Gretchen Gwen Hannah Harriet Hazel Heather Heidi Helen Helena
    Helga Hilary Hillary Holly Hope Huma Ida Ilana Imelda Indira Ingrid Irene Iris Irma Isabel Isabella Ivanka
    Jacinda Jackie Jacqueline Jane Janet Janice Jasmine Jeanette Jeanine Jeanne Jenna Jennifer Jenny Jessica
    Jill Jo Joan Joanna Joanne Jodi Josephine Joy Joyce Juanita Judith Judy Julia Juliana Julie Juliet June
    Kamala Karen Kate Katherine Kathleen Kathryn Kathy Katie Katrina Katy Kay Kayla Kayleigh Keiko Kellyanne
    Kerry Kimberly Kirsten Kristen Kristi Kristin Kristina Lara Latoya Laura Lauren Laurie Leah Leila Lena
    Leslie Lily Linda Lisa Liz Liza Lois Lola Lorena Loretta Lori Lorraine Louise Lucia Lucille Lucy Lydia Lynn
    Mabel Madeleine Madison Malala Mandy Marcia Margaret Marge Maria Mariah Marian Marie Marilyn Marina Marine
    Marion Marissa Marjorie Marla Marlene Marsha Martha Mary Maureen Maxine May Megan Meghan Megyn Melania
    Melanie Melinda Melissa Mercedes Meredith Michele Michelle Mildred Mindy Miranda Miriam Moira Molly Mona
    Monica Myra Nadia Nancy Naomi Natalia Natalie Natasha Nell Nicole Nikki Nina Nora Norma Olga Olivia Oprah
    Paige Pamela Patricia Patty Paula Pauline Peggy Penny Phyllis Priscilla Rachel Ramona Rebecca Regina Renee
    Rhonda Rihanna Rita Roberta Robin Rosa Rosalind Rose Rosemary Roxanne Ruby Ruth Sabrina Sally Samantha
    Sandra Sandy Sara Sarah Sayaka Shannon Sharon Sheila Shelley Shelly Sherry Sheryl Shirley Silvia Simone
    Sofia Sonia Sonya Sophia Sophie Stacey Stacy Stella Stephanie Sue Susan Susanna Suzanne Sylvia Tamara Tammy
    Tanya Tara Teresa Tess Theresa Tiffany Tina Toni Tracy Tulsi Ursula Valentina Valerie Vanessa Vera Veronica
    Vicki Victoria Viola Virginia Vivian Wanda Wendy Whitney Wilma Winnie Yolanda Yulia Yuriko Yvette Yvonne Zoe"""
)
# Jan, Kerry, Lee, Lindsey, Robin, Terry and their like stand where most of those in the news stand.


_MOSTLY_MALE = words("Lee Lindsey Jan Jordan")
_GENDERS = dict.fromkeys(MALE, "m") | dict.fromkeys(FEMALE - (MALE & _MOSTLY_MALE), "f")


def gender(given: str) -> str | None:
    """ "m", "f" or None: what a given name tells. A hyphenated one is looked up by its first part ("Jean-Claude")."""
    found = _GENDERS.get(given)
    if found is not None or "-" not in given:
        return found
    head, _, tail = given.partition("-")
    return _GENDERS.get(head) if tail[:1].isupper() else None


_MALE_ROLES = words(
    "grandfather father dad widower actor mogul tycoon magnate husband son brother uncle nephew grandson king"
)
_FEMALE_ROLES = words("grandmother mother mom mum widow actress wife daughter sister aunt niece granddaughter queen")


def gender_of_role(role: str) -> str | None:
    """What a role says of the gender of its bearer ("businesswoman", "wife")."""
    if role in _FEMALE_ROLES or role.endswith("woman"):
        return "f"
    return "m" if role in _MALE_ROLES or (role.endswith("man") and role not in ("human", "layman")) else None
