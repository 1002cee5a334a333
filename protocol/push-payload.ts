/**
 * What is pushed: docs/spec/push.md [PN6]. The service worker of the web client reads it; it knows no words of its own
 * for what it shows, so that nothing has to be looked up while the app is closed.
 */
export type PushPayload =
  | {
      type: 'message';
      /** The notification whose place it takes. */
      tag: string;
      title: string;
      body: string;
      /** Where pressing it leads, from the origin on. */
      path: string;
      badge: number;
      at: number;
      /** One is shown under the tag already: without another sound. */
      quiet?: true;
    }
  | {
      type: 'call';
      tag: string;
      title: string;
      body: string;
      path: string;
      /** It rings until then, in ms since the epoch. */
      until: number;
      /** The names of the two actions. */
      answer: string;
      decline: string;
      /** Lets the device decline without being signed in. */
      pass: string;
    }
  | { type: 'notice'; tag: string; title: string; body: string; path: string }
  | { type: 'close'; tag: string; badge: number };
