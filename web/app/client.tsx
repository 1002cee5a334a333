import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import type { Client } from '#client/api.ts';
import type { ConversationItem, ConversationView, Status } from '#client/view.ts';
import type { Me } from '#protocol/accounts.ts';
import type { ConversationId, Person, UserId } from '#protocol/common.ts';

const ClientContext = createContext<Client | undefined>(undefined);

/** Gives everything below it the one client of this page. */
export function ClientProvider({ client, children }: { client: Client; children: ReactNode }) {
  return <ClientContext value={client}>{children}</ClientContext>;
}

/** The headless client: the only way to the server. */
export function useClient(): Client {
  const client = useContext(ClientContext);
  if (client === undefined) throw new Error('useClient is used outside ClientProvider');
  return client;
}

/** A part of the client's state, followed while the component lives. `read` returns the same object until it changes. */
function useSnapshot<Snapshot>(read: (client: Client) => Snapshot): Snapshot {
  const client = useClient();
  return useSyncExternalStore(client.subscribe, () => read(client));
}

export function useStatus(): Status {
  return useSnapshot((client) => client.status());
}

export function useMe(): Me | undefined {
  return useSnapshot((client) => client.me());
}

export function useConversations(): readonly ConversationItem[] {
  return useSnapshot((client) => client.conversations());
}

export function useConversation(id: ConversationId): ConversationView {
  return useSnapshot((client) => client.conversation(id));
}

export function usePerson(id: UserId | undefined): Person | undefined {
  return useSnapshot((client) => (id === undefined ? undefined : client.person(id)));
}
