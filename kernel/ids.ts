const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Random lower-case letters and digits, from the platform's CSPRNG, without modulo bias. */
export function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      if (byte < 252 && text.length < length) text += ALPHABET.charAt(byte % 36);
    }
  }
  return text;
}

/** A decimal number of exactly `digits` digits that cannot be guessed from the last one; never starts with 0. */
export function randomDigits(digits: number): string {
  let text = '';
  while (text.length < digits) {
    for (const byte of crypto.getRandomValues(new Uint8Array(digits))) {
      const digit = byte % 10;
      if (byte >= 250 || text.length >= digits || (text === '' && digit === 0)) continue;
      text += digit;
    }
  }
  return text;
}

/** `u_3k…`: a letter that tells what it names, and 20 random characters (103 bits). */
export function newId<Prefix extends string>(prefix: Prefix): `${Prefix}_${string}` {
  return `${prefix}_${randomText(20)}`;
}
