import type { Client } from '#client/api.ts';
import { createClient } from '#client/client.ts';
import { memoryStore } from '#client/store/memory-store.ts';
import type { MessageEvent } from '#protocol/conversations.ts';
import { DEMO_PASSWORD, PEOPLE_OF_DEMO } from './people.ts';

const CHINESE = /\p{Script=Han}/u;
const TALK = {
  zh: [
    '收到，我看一下～',
    '好的，马上处理 👌',
    '哈哈，这个我喜欢',
    '可以，下午给你结果',
    '这个问题问得好，我想想…',
    '在的，你说',
    '没问题，已经记下了',
  ],
  en: [
    'Got it, looking now.',
    'Sure, will do!',
    'Ha, I like that.',
    'Good question, let me think…',
    'I am here, go ahead.',
    'On it. You will have it this afternoon.',
    'Noted, thank you!',
  ],
} as const;
const CHEERS = ['👍', '❤️', '😄', '🎉', '👀'];
/** How long somebody thinks and writes, in ms. */
const [READS_MS, WRITES_MS] = [900, 1800];

/** People of the demo who answer: they are online, type, react and write back. */
export class Bots {
  readonly #clients: Client[] = [];
  readonly #waiting = new Set<NodeJS.Timeout>();

  /** Signs all of them in. */
  static async start(origin: string): Promise<Bots> {
    const bots = new Bots();
    for (const { login, alive } of PEOPLE_OF_DEMO) if (alive) await bots.#add(origin, login);
    return bots;
  }

  async close(): Promise<void> {
    for (const timer of this.#waiting) clearTimeout(timer);
    await Promise.all(this.#clients.map((client) => client.close()));
  }

  async #add(baseUrl: string, login: string): Promise<void> {
    const client = createClient({ baseUrl, store: memoryStore(), keep: 'body', deviceName: 'Demo' });
    this.#clients.push(client);
    await client.start();
    await client.login({ login, password: DEMO_PASSWORD });
    client.on('message', (event) => this.#hear(client, event));
  }

  /** Answers what is said to it alone, or with its name, but never another bot. */
  #hear(client: Client, event: MessageEvent): void {
    const { conversation, by, seq, mentions = [] } = event;
    const me = client.me()?.id;
    const { summary } = client.conversation(conversation);
    const isDirect = summary?.kind === 'direct';
    if (me === undefined || this.#isBot(by) || !(isDirect || mentions.includes(me))) return;
    this.#later(READS_MS, () => {
      client.markRead(conversation);
      if (Math.random() < 0.4) client.react(conversation, seq, pick(CHEERS), true);
      client.tellTyping(conversation);
      const language = CHINESE.test(event.text) ? 'zh' : 'en';
      this.#later(WRITES_MS, () => client.send(conversation, pick(TALK[language]), isDirect ? {} : { replyTo: seq }));
    });
  }

  #isBot(user: string): boolean {
    return this.#clients.some((client) => client.me()?.id === user);
  }

  #later(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      act();
    }, ms);
    this.#waiting.add(timer);
  }
}

function pick<Any>(choices: readonly Any[]): Any {
  return choices[Math.floor(Math.random() * choices.length)] as Any;
}
