// What may point to one person, seen on the device while one writes. The server looks closer, and
// looks again whatever is sent.
export const NUMBER = /(?<!\d)\d{6}[ .-]?\d{5}(?!\d)/;
const PHONE = /(?<![\d.,])(?:(?:\+|00)47 ?)?[2-9]\d(?: ?\d){6}(?!\d)/;
const NAME = /(?<=[a-zæøå,] )[A-ZÆØÅ][a-zæøå]{2,} [A-ZÆØÅ][a-zæøå]+/;
const MAIL = /[^\s@]@[^\s@]+\.[^\s@]/;
const ADDRESS = /(?:gata|gaten|gate|veien|vegen|vei|veg|stien|svingen|bakken) {1,3}\d{1,3}/i;

export function mayPointToSomebody(text, { addresses = false } = {}) {
  const patterns = [NUMBER, PHONE, NAME, ...(addresses ? [MAIL, ADDRESS] : [])];
  return patterns.some((pattern) => pattern.test(text));
}
