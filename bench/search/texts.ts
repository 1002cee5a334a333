/** Frequent Chinese characters in the order of how frequent they are, and English words. */
const HAN = [
  ...'的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处理世车价斗热',
];
const ENGLISH =
  'the of and to in is you that it he was for on are as with his they at be this have from or one had by word but not what all were we when your can said there use an each which she do how their if will up other about out many then them these so some her would make like him into time has look two more write go see number no way could people my than first water been call who oil its now find long down day did get come made may part over budget meeting project release server client deadline invoice customer contract database printer holiday'.split(
    ' ',
  );

/** Once in so many messages a word stands that is nowhere else. */
const RARE_EVERY = 20_000;
const RARE_WORD = 'zanzibar';

/** Texts of 5 to 30 words, three quarters Chinese, drawn as frequently as words are; the same ones in every run. */
export class Texts {
  #state = 20260501;

  /** In [0, 1). */
  fraction(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return this.#state / 2 ** 32;
  }

  next(n: number): string {
    let text = n % RARE_EVERY === 0 ? `${RARE_WORD} ` : '';
    for (let left = 5 + Math.floor(this.fraction() * 25); left > 0; left -= 1) {
      text += this.fraction() < 0.75 ? this.#of(HAN) : ` ${this.#of(ENGLISH)} `;
    }
    return text;
  }

  #of(words: readonly string[]): string {
    return words[Math.floor(words.length * this.fraction() ** 2.2)] ?? '';
  }
}

/** What is looked for: frequent and rare, one word and several, Chinese and Latin, beginnings, and nothing at all. */
export const QUERIES: readonly string[] = [
  '的',
  '一是',
  '会',
  '热',
  '比较',
  'the',
  'budget',
  'deadline meeting',
  'proj',
  'cust',
  RARE_WORD,
  '会 server',
  '国我以',
  'the 的 budget',
  'nowhere',
];
