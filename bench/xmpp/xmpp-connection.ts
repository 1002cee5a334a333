import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { StanzaReader } from './stanza-reader.ts';

const DOMAIN = 'localhost';
const MESSAGE_MARK = 'm'.charCodeAt(0);
const ANSWER_LIMIT_MS = 20_000;

/** One person on an XMPP server over TCP without TLS: account, SASL PLAIN, resource, presence, messages. */
export class XmppConnection {
  readonly address: string;
  /** Gets every message stanza; its bytes are valid during the call only. */
  onMessage: (stanza: Buffer) => void = () => {};
  readonly #user: string;
  readonly #socket: Socket;
  readonly #reader = new StanzaReader((stanza) => this.#take(stanza));
  #answer: ((stanza: string) => void) | undefined;

  constructor(socket: Socket, user: string) {
    this.#socket = socket;
    this.#user = user;
    this.address = `${user}@${DOMAIN}`;
    socket.on('data', (chunk: Buffer) => this.#reader.push(chunk));
  }

  /** Makes the account (XEP-0077) and signs in to it. */
  static async register(port: number, user: string): Promise<XmppConnection> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    const connection = new XmppConnection(socket, user);
    await connection.#signUp('secret of the bench');
    return connection;
  }

  send(to: string, id: string, body: string): void {
    this.#write(`<message to='${to}' type='chat' id='${id}'><body>${body}</body></message>`);
  }

  close(): void {
    this.#socket.destroy();
  }

  async #signUp(password: string): Promise<void> {
    await this.#ask(this.#streamHead(), /^<stream:features/);
    const form = `<username>${this.#user}</username><password>${password}</password>`;
    await this.#ask(`<iq type='set' id='1'><query xmlns='jabber:iq:register'>${form}</query></iq>`, /type='result'/);
    const plain = Buffer.from(`\0${this.#user}\0${password}`).toString('base64');
    const auth = `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain}</auth>`;
    await this.#ask(auth, /^<success/);
    this.#reader.restart();
    await this.#ask(this.#streamHead(), /^<stream:features/);
    const bind = "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>bench</resource></bind>";
    await this.#ask(`<iq type='set' id='2'>${bind}</iq>`, /type='result'/);
    await this.#ask('<presence/>', /^<presence/);
  }

  #streamHead(): string {
    const spaces = "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'";
    return `<?xml version='1.0'?><stream:stream ${spaces} to='${DOMAIN}' version='1.0'>`;
  }

  /** Rejects when the server answers otherwise, or not at all. */
  #ask(text: string, wanted: RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer ${wanted}`)), ANSWER_LIMIT_MS);
      this.#answer = (stanza) => {
        clearTimeout(timer);
        this.#answer = undefined;
        if (wanted.test(stanza.replaceAll('"', "'"))) resolve();
        else reject(new Error(`instead of ${wanted}: ${stanza}`));
      };
      this.#write(text);
    });
  }

  #take(stanza: Buffer): void {
    if (stanza[1] === MESSAGE_MARK) this.onMessage(stanza);
    else this.#answer?.(String(stanza));
  }

  #write(text: string): void {
    if (this.#socket.writable) this.#socket.write(text);
  }
}
