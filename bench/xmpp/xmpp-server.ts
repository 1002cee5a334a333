import type { Child } from '../harness/child.ts';
import type { Cores } from '../harness/machine.ts';

/** An XMPP server that runs, with accounts and rooms for whoever wants them. */
export interface XmppServer {
  readonly port: number;
  readonly child: Child;
  end(): Promise<void>;
}

/** An XMPP server that can be started, with an archive of its own each time. */
export interface XmppKind<Name extends string = string> {
  readonly name: Name;
  readonly version: string;
  /** How it keeps messages. */
  readonly archive: string;
  /** Whether a message is on the disk before it is delivered. */
  readonly durable: boolean;
  start(cores: Cores | undefined): Promise<XmppServer>;
}
