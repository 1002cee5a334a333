import type { Client } from '#client/api.ts';

/** Without a touch for this long nobody is taken to be there. */
const IDLE_MS = 5 * 60_000;
/** Touches are looked at this often at most. */
const LOOK_MS = 1_000;
const TOUCHES = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'focus'] as const;

/** Tells the client whether somebody is at this device, from now on. */
export function followActivity(client: Pick<Client, 'setActive'>): void {
  let touchedAt = Date.now();
  let timer = setTimeout(idle, IDLE_MS);
  function idle() {
    client.setActive(false);
  }
  function touched() {
    const now = Date.now();
    if (document.visibilityState === 'hidden' || (now >= touchedAt && now - touchedAt < LOOK_MS)) return;
    touchedAt = now;
    clearTimeout(timer);
    timer = setTimeout(idle, IDLE_MS);
    client.setActive(true);
  }
  for (const touch of TOUCHES) addEventListener(touch, touched, { passive: true, capture: true });
  document.addEventListener('visibilitychange', touched);
}
