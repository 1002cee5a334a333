import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { StanzaReader } from './stanza-reader.ts';

const DOMAIN = 'localhost';
const ROOMS = `conference.${DOMAIN}`;
const PASSWORD = 'secret of the bench';
const MESSAGE_MARK = 'm'.charCodeAt(0);
const ANSWER_LIMIT_MS = 60_000;

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
    const connection = await XmppConnection.#open(port, user);
    await connection.#ask(connection.#streamHead(), /^<stream:features/);
    const form = `<username>${user}</username><password>${PASSWORD}</password>`;
    const query = `<query xmlns='jabber:iq:register'>${form}</query>`;
    await connection.#ask(`<iq type='set' id='1'>${query}</iq>`, /type='result'/);
    await connection.#signIn();
    return connection;
  }

  /** Signs in to an account that is there, as a client does that can't resume its stream. */
  static async signIn(port: number, user: string, onMessage: (stanza: Buffer) => void): Promise<XmppConnection> {
    const connection = await XmppConnection.#open(port, user);
    connection.onMessage = onMessage;
    await connection.#ask(connection.#streamHead(), /^<stream:features/);
    await connection.#signIn();
    return connection;
  }

  static async #open(port: number, user: string): Promise<XmppConnection> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    // A server that is gone is told by the answers that don't come.
    socket.on('error', () => {});
    return new XmppConnection(socket, user);
  }

  /** Comes into a room (XEP-0045), which is made if there is none. */
  async join(room: string): Promise<void> {
    const x = "<x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x>";
    await this.#ask(`<presence to='${room}@${ROOMS}/${this.#user}'>${x}</presence>`, /^<presence.*'110'/s);
  }

  sendToRoom(room: string, id: string, body: string): void {
    this.#write(`<message to='${room}@${ROOMS}' type='groupchat' id='${id}'><body>${body}</body></message>`);
  }

  /** Fetches what was archived since then (XEP-0313); it comes as messages before this resolves. `since`: ISO 8601. */
  async catchUp(since: string): Promise<void> {
    const mam = 'urn:xmpp:mam:2';
    const field = (name: string, value: string) => `<field var='${name}'><value>${value}</value></field>`;
    const form = `<x xmlns='jabber:x:data' type='submit'>${field('FORM_TYPE', mam)}${field('start', since)}</x>`;
    const query = `<query xmlns='${mam}' queryid='q'>${form}</query>`;
    await this.#ask(`<iq type='set' id='3'>${query}</iq>`, /^<iq.*<fin.*complete='true'/s);
  }

  send(to: string, id: string, body: string): void {
    this.#write(`<message to='${to}' type='chat' id='${id}'><body>${body}</body></message>`);
  }

  close(): void {
    this.#socket.destroy();
  }

  async #signIn(): Promise<void> {
    const plain = Buffer.from(`\0${this.#user}\0${PASSWORD}`).toString('base64');
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
        const text = stanza.replaceAll('"', "'");
        const fits = wanted.test(text);
        // Rooms and contacts tell their presence unasked.
        if (!fits && text.startsWith('<presence') && !text.includes("type='error'")) return;
        clearTimeout(timer);
        this.#answer = undefined;
        if (fits) resolve();
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
