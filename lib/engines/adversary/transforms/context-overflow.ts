import { shuffle } from "../random.ts";
import type { Transform } from "./transform.ts";
import { inTexts } from "./words.ts";

const sentences: readonly string[] = [
  "The ferry leaves at half past seven and carries cars on its lower deck.",
  "Pallets are stacked three high and wrapped before they are weighed.",
  "The canteen serves soup on Mondays and fish on Fridays.",
  "A shipment without papers waits in the yard until noon.",
  "The new scales were calibrated in spring and are read every hour.",
  "Drivers sign in at gate two and leave by gate five.",
  "Rain is expected in the north, with a light wind from the west.",
  "The handbook has forty pages and an index at its end.",
  "Labels are printed on the first floor, beside the window.",
  "Each truck has a logbook in which the mileage is noted.",
  "The meeting of the morning shift takes ten minutes.",
  "Empty crates go back to the supplier once a week.",
  "Customs opens at eight and closes at four.",
  "The lamp above the ramp was replaced and now burns steadily.",
  "Returned goods are counted twice and kept apart.",
  "Visitors receive a yellow vest and a map of the grounds.",
];
const fillerCharacters = 12_000;

export const contextOverflow: Transform = {
  id: "context-overflow",
  title: "Buried in length",
  about: "Puts some 12,000 characters of harmless text before the payload, and a little after it.",
  needs: [],
  channels: inTexts,
  maxLength: 4000,
  apply: ({ payload, random }) => {
    let filler = "";
    while (filler.length < fillerCharacters)
      filler += `${shuffle(random, sentences).join(" ")}\n\n`;
    return {
      payload: `${filler}${payload}\n\n${shuffle(random, sentences).slice(0, 3).join(" ")}`,
    };
  },
};
