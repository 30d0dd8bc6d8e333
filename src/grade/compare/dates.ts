const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const date =
  /^(?:[a-z]{3,6}day,? )?(?:(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: of)? )?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?(?: (?:the )?(\d{1,2})(?:st|nd|rd|th)?)?(?:,? (\d{4}))?$/;

/** `2024-03-15` */
const iso = /^(\d{4})[-/](0[1-9]|1[0-2])[-/](0[1-9]|[12]\d|3[01])$/;

/** Whether a text is a date in figures, which as a difference of numbers nobody means. */
export const isDateInFigures = (text: string): boolean => iso.test(text.trim());

/** A day of the year as it is said in words, or null: "March 5", "5 March 2021", "Friday, March 5th". */
function dateOf(text: string): { readonly day: string; readonly year: string } | null {
  const [, fullYear = "", monthNumber, dayNumber] = iso.exec(text.trim()) ?? [];
  if (fullYear !== "") return { day: `${Number(monthNumber) - 1}-${Number(dayNumber)}`, year: fullYear };
  const words = text
    .replace(/\\text|[{}]/g, " ")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .trim();
  const [, before, month = "", after, year = ""] = date.exec(words.slice(0, 60)) ?? [];
  const number = before ?? after;
  if (number === undefined || (before !== undefined && after !== undefined)) return null;
  return { day: `${months.indexOf(month)}-${Number(number)}`, year };
}

/** Whether a text is a day of the year. */
export const isDate = (text: string): boolean => dateOf(text) !== null;

/** Whether two texts name the same day; a year counts where both state one. */
export function isSameDate(a: string, b: string): boolean {
  const [x, y] = [dateOf(a), dateOf(b)];
  if (x === null || y === null || x.day !== y.day) return false;
  return x.year === y.year || x.year === "" || y.year === "";
}
