// Keeps "4 minutes ago" and "live for 4 minutes" true while a page is open, in the words of the template tags `ago`
// and `lasting`.

const PERIOD = 15000;
const UNITS = [
  [60, "second"],
  [60, "minute"],
  [24, "hour"],
  [Infinity, "day"],
];

function length(milliseconds) {
  let count = Math.floor(Math.abs(milliseconds) / 1000);
  for (const [size, unit] of UNITS) {
    if (count < size) return `${count.toLocaleString("en-GB")} ${unit}${count === 1 ? "" : "s"}`;
    count = Math.floor(count / size);
  }
  return "";
}

function relative(milliseconds) {
  if (Math.abs(milliseconds) < 5000) return "just now";
  return milliseconds >= 0 ? `${length(milliseconds)} ago` : `in ${length(milliseconds)}`;
}

setInterval(() => {
  if (document.hidden) return;
  for (const time of document.querySelectorAll("time[data-ago], time[data-lasting]")) {
    const elapsed = Date.now() - Date.parse(time.dateTime);
    const text = "lasting" in time.dataset ? length(elapsed) : relative(elapsed);
    if (time.textContent !== text) time.textContent = text;
  }
}, PERIOD);
