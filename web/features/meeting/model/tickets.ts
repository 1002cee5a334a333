const KEY = 'yiqi.meeting.ticket.';

/** What makes a guest the same guest after a reload: kept by this tab alone, for one meeting. */
export function ticketOf(storage: Pick<Storage, 'getItem'>, number: string): string | undefined {
  try {
    return storage.getItem(KEY + number) ?? undefined;
  } catch {
    return undefined; // Storage may be forbidden: the guest is a new one then.
  }
}

export function keepTicket(storage: Pick<Storage, 'setItem'>, number: string, ticket: string): void {
  try {
    storage.setItem(KEY + number, ticket);
  } catch {
    // Full or forbidden: as above.
  }
}
