// What makes the pages live. Without it they work too, and show how things stood when they were loaded.
"use strict";

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const MOST_ROWS = 300;
const MOST_AT_ONCE = 100; // as many rows as the desk sends
const PAUSED = "Paused: the list does not change until you resume";

// Times stand in the wire's own zone; here they become the reader's.
const today = () => new Date().toDateString();
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dayAndClock = new Intl.DateTimeFormat(undefined, {
  day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const year = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const sheet = new Intl.DateTimeFormat(undefined, {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  timeZoneName: "short" });
function localTimes(root, printed = false) {
  for (const t of $$("time[datetime]", root)) {
    const at = new Date(t.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const other = at.getFullYear() !== new Date().getFullYear();
    t.textContent = printed ? sheet.format(at) : at.toDateString() === today() ? clock.format(at)
      : other ? `${year.format(at)}, ${clock.format(at)}` : dayAndClock.format(at);
  }
}

addEventListener("beforeprint", () => localTimes(document, true));
addEventListener("afterprint", () => localTimes(document));

// The line under the header: whether Kafka and the desk are there.
const standing = $("#standing");
function tell(text) {
  if (!standing || standing.textContent === text) return;
  standing.textContent = text;
  standing.hidden = !text;
}
function standingOf(s) {
  if (s.failed) return `The desk has stopped reading: ${s.failed}`;
  if (s.away) return `Kafka has not answered since ${clock.format(new Date(s.away))}. The page shows what was read until then.`;
  if (s.missing.length) return `Waiting for the streams ${s.missing.join(", ")}: the worker creates them when it starts.`;
  if (s.loading) return `Reading Kafka: about ${s.behind.toLocaleString()} records left.`;
  return "";
}

// The wire.
const list = $("#wire");
const live = list && list.dataset.live !== undefined;
const pause = $("#pause");
const count = $("#count");
let last = Number(document.body.dataset.state || 0);
let newest = last;
let paused = false;
let asking = false;

function put(fresh) {
  const focused = document.activeElement && document.activeElement.closest("[data-uri]");
  const uri = focused && list.contains(focused) ? focused.dataset.uri : null;
  const before = $$("[data-uri]", list);
  const known = new Map(before.map((row) => [row.dataset.uri, row]));
  for (const gone of $$("[data-gone]", fresh)) known.get(gone.dataset.gone)?.remove();
  const rows = $$("[data-uri]", fresh);
  localTimes(fresh);
  for (const row of rows) known.get(row.dataset.uri)?.remove();
  let place = list.firstElementChild;
  for (const row of rows) { // both are newest first
    while (place && Number(place.dataset.at) > Number(row.dataset.at)) place = place.nextElementSibling;
    row.classList.add("changed");
    list.insertBefore(row, place);
  }
  if (rows.length >= MOST_AT_ONCE) while (rows.at(-1).nextElementSibling) rows.at(-1).nextElementSibling.remove(); // a gap
  for (const row of $$("[data-uri]", list).slice(MOST_ROWS)) if (row.dataset.uri !== uri) row.remove();
  goOn();
  if (uri) {
    const now = rowOf(uri) || $$("[data-uri]", list)[before.indexOf(known.get(uri))] || list.lastElementChild;
    now?.querySelector("a.head").focus({ preventScroll: true });
  }
  $("#empty").hidden = list.childElementCount > 0;
  if (rows.length) count.textContent = `${rows.length} ${rows.length === 1 ? "story" : "stories"} just now`;
}

// What the list no longer shows is behind the link at its end.
function goOn() {
  if (list.childElementCount < MOST_AT_ONCE) return;
  const { at, state } = list.lastElementChild.dataset;
  $("#older a").href = `/?${list.dataset.live && `${list.dataset.live}&`}before=${at}.${state}`;
  $("#older").hidden = false;
}

const rowOf = (uri) => $(`[data-uri="${CSS.escape(uri)}"]`, list);

let waitingAt = 0; // while the list is paused: the state up to which was counted what waits
function wait(fresh) {
  waitingAt = Number(fresh.dataset.last);
  const n = $$("[data-uri]", fresh).length;
  count.textContent = n === 0 ? PAUSED : `Paused: ${n === MOST_AT_ONCE ? `${n} or more` : n} ${n === 1 ? "story has" : "stories have"} come or changed since`;
}

const rowsIn = (html) => $("ol", new DOMParser().parseFromString(html, "text/html"));

// An event has the rows that changed after the one before it. Whoever missed one, or has paused, asks.
function take(s) {
  if (paused || asking || s.rows === undefined || s.after > last) return ask();
  const fresh = rowsIn(s.rows);
  if (Number(fresh.dataset.last) <= last) return;
  last = Number(fresh.dataset.last);
  put(fresh);
}

async function ask() {
  if (asking || newest <= (paused ? waitingAt : last)) return;
  asking = true;
  try {
    const answer = await fetch(`/rows?after=${last}&${list.dataset.live}`);
    if (!answer.ok) throw new Error(answer.statusText);
    const fresh = rowsIn(await answer.text());
    if (paused) {
      wait(fresh);
      await new Promise((done) => setTimeout(done, 1000));
    } else {
      last = Number(fresh.dataset.last);
      put(fresh);
    }
  } catch {
    await new Promise((done) => setTimeout(done, 1000));
  } finally {
    asking = false;
  }
  if (newest > (paused ? waitingAt : last)) ask();
}

function setPaused(on) {
  paused = on;
  pause.setAttribute("aria-pressed", String(on));
  pause.textContent = on ? "Resume" : "Pause";
  waitingAt = last;
  count.textContent = on ? PAUSED : "";
  ask();
}
if (pause && live) {
  pause.hidden = false;
  pause.addEventListener("click", () => setPaused(!paused));
}

// A story.
const shown = $("[data-story]");
const storyPage = () => `/story/${encodeURIComponent(shown.dataset.story)}`;
let looking = false;
async function look() {
  if (looking || newest <= last) return;
  looking = true;
  try {
    const asked = newest;
    const answer = await fetch(`/state/${encodeURIComponent(shown.dataset.story)}`);
    const now = answer.ok ? await answer.json() : { status: "hidden", state: Infinity };
    if (now.state > Number(document.body.dataset.state)) {
      // One's own decision takes effect, seconds after it was made: nothing is typed here yet.
      const decided = location.hash === "#decided" && performance.now() < 10_000;
      if (decided || ["canceled", "hidden", "gone"].includes(now.status)) location.replace(storyPage());
      else $("#changed").hidden = false;
    }
    last = asked;
  } catch { /* the next event asks again */ } finally {
    looking = false;
  }
}

// A browser has six connections to one place: a page that nobody looks at gives its own back.
let source = null;
let lostAt = null;
let file = document.body.dataset.file;
function listen() {
  if (source) return;
  source = new EventSource(live ? `/events?after=${last}&${list.dataset.live}` : "/events");
  source.addEventListener("message", (event) => {
    lostAt = null;
    const s = JSON.parse(event.data);
    if (file && s.file !== file) return location.reload(); // its states have other numbers
    file = s.file;
    tell(standingOf(s));
    newest = s.state;
    if (list) {
      $("#loading").hidden = !s.loading;
      $("#nothing").hidden = s.loading;
    }
    if (live) take(s);
    if (shown) look();
  });
  source.addEventListener("error", () => {
    lostAt = lostAt || new Date();
    tell(`The desk has not answered since ${clock.format(lostAt)}; the page keeps trying.`);
  });
}
function rest() {
  source?.close();
  source = null;
}
document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
addEventListener("pagehide", rest);
if (!document.hidden) listen();
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// Filters go to work when they are chosen.
const filters = $("#filters");
filters?.addEventListener("change", (event) => { if (event.target.name !== "q") filters.requestSubmit(); });
filters?.addEventListener("formdata", (event) => {
  for (const [name, value] of [...event.formData]) if (!value) event.formData.delete(name);
});

// Whoever comes back to the list goes on from the story that was opened; keys go on from the row last chosen.
let chosenUri = null;
list?.addEventListener("focusin", (event) => {
  chosenUri = event.target.closest("[data-uri]")?.dataset.uri ?? chosenUri;
});
list?.addEventListener("click", (event) => {
  const row = event.target.closest("[data-uri]");
  if (row) sessionStorage.setItem("opened", row.dataset.uri);
});
if (list && performance.getEntriesByType("navigation")[0]?.type === "back_forward") {
  rowOf(sessionStorage.getItem("opened") ?? "")?.querySelector("a.head").focus();
}

// Keys.
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const heads = list ? $$("a.head", list) : [];
  const at = heads.findIndex((head) => head.closest("[data-uri]").dataset.uri === chosenUri);
  const step = { j: 1, k: -1 }[event.key];
  if (step && heads.length) {
    const next = heads[at < 0 ? 0 : Math.max(0, Math.min(heads.length - 1, at + step))];
    next.focus();
    next.closest("li").scrollIntoView({ block: "nearest" });
  } else if (event.key === "p" && pause && !pause.hidden) {
    setPaused(!paused);
  } else if (event.key === "/" && $("input[type=search]")) {
    $("input[type=search]").focus();
  } else {
    return;
  }
  event.preventDefault();
});

// A speaker's words light up in the text.
for (const name of $$("[data-marks]")) {
  const said = $$(`[data-speaker="${name.dataset.marks}"]`);
  const light = (on) => said.forEach((q) => q.classList.toggle("lit", on));
  for (const [event, on] of [["mouseenter", true], ["focus", true], ["mouseleave", false], ["blur", false]]) {
    name.addEventListener(event, () => light(on));
  }
}

// A page that waits for something the desk is working out.
const waiting = $("[data-reload]");
if (waiting) setTimeout(() => location.replace(location.pathname), 1000 * Number(waiting.dataset.reload));

localTimes(document);
