// What ical.js makes of calendars: a line of JSON each way, so that one process answers for a whole property.
import readline from "node:readline";
import ICAL from "../../node_modules/ical.js/dist/ical.js";

const MOST = 2000;

function datesOf(event) {
  if (!event.isRecurring()) return [event];
  const dates = [];
  const iterator = event.iterator();
  for (let next = iterator.next(); next && dates.length < MOST; next = iterator.next()) {
    dates.push(event.getOccurrenceDetails(next));
  }
  return dates;
}

function expand(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const parts = calendar.getAllSubcomponents("vevent");
  const instead = parts.filter((part) => part.hasProperty("recurrence-id"));
  return parts
    .filter((part) => !part.hasProperty("recurrence-id") && part.getFirstPropertyValue("status") !== "CANCELLED")
    .flatMap((part) => {
      const uid = part.getFirstPropertyValue("uid");
      const exceptions = instead.filter((other) => other.getFirstPropertyValue("uid") === uid);
      return datesOf(new ICAL.Event(part, { exceptions }));
    })
    .map((date) => [date.startDate.toUnixTime(), date.endDate.toUnixTime(), (date.item ?? date).location ?? ""]);
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(expand(JSON.parse(line))));
}
