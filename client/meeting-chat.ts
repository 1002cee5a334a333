import type {
  ChatKey,
  ChatKeyRequest,
  ChatLines,
  ChatOpened,
  ChatReadRequest,
  ChatSayRequest,
  ChatVoteRequest,
} from '#protocol/meeting-chat.ts';
import type { Client } from './api.ts';

/** What is said in a meeting: for members a conversation, for guests what the server tells them. All reject with a Failure. */
export interface MeetingChatCalls {
  /** The meeting's conversation, made if need be. @throws 'access.denied', 'meeting.removed', 'meeting.ended' */
  open(number: string): Promise<ChatOpened>;
  /** For guests. @throws 'access.denied', 'meeting.chat-off', 'rate.limited' */
  say(number: string, request: ChatSayRequest): Promise<void>;
  /** For guests. @throws 'access.denied', 'message.unknown', 'poll.closed', 'rate.limited' */
  vote(number: string, request: ChatVoteRequest): Promise<void>;
  /** For guests: a key to the files of a message. @throws 'access.denied', 'meeting.files-off', 'message.unknown' */
  keyOf(number: string, request: ChatKeyRequest): Promise<ChatKey>;
  /** For guests. Answers once there is more than `request.after`, or after 20 seconds. @throws 'access.denied' */
  read(number: string, request: ChatReadRequest): Promise<ChatLines>;
}

export function meetingChatCalls({ request }: Pick<Client, 'request'>): MeetingChatCalls {
  const path = (number: string) => `/api/v1/meetings/${number}/chat`;
  return {
    open: (number) => request<ChatOpened>('POST', path(number)),
    say: async (number, body) => {
      await request('POST', `${path(number)}/say`, body);
    },
    vote: async (number, body) => {
      await request('POST', `${path(number)}/vote`, body);
    },
    keyOf: (number, body) => request<ChatKey>('POST', `${path(number)}/file-key`, body),
    read: (number, body) => request<ChatLines>('POST', `${path(number)}/read`, body),
  };
}
