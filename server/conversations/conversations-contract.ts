import { accessContract } from './access-contract.ts';
import { channelsContract } from './channels/channels-contract.ts';
import { contentsContract } from './contents-contract.ts';
import type { OpenDatabase } from './contract.ts';
import { bansContract } from './groups/bans-contract.ts';
import { joiningContract } from './groups/joining-contract.ts';
import { membersContract } from './groups/members-contract.ts';
import { rolesContract } from './groups/roles-contract.ts';
import { settingsContract } from './groups/settings-contract.ts';
import { groupsContract } from './groups-contract.ts';
import { listContract } from './list-contract.ts';
import { logContract } from './log-contract.ts';
import { keepingContract } from './marks/keeping-contract.ts';
import { messagesContract } from './messages-contract.ts';
import { pollsContract } from './polls/polls-contract.ts';
import { readingContract } from './reading-contract.ts';
import { receiptsContract } from './receipts-contract.ts';
import { schedulingContract } from './scheduling/scheduling-contract.ts';
import { threadsContract } from './threads/threads-contract.ts';
import { withheldContract } from './withheld-contract.ts';

/** docs/spec/conversations.md. Every store runs this. */
export function conversationStoreContract(name: string, openDatabase: OpenDatabase): void {
  withheldContract(name, openDatabase);
  logContract(name, openDatabase);
  accessContract(name, openDatabase);
  groupsContract(name, openDatabase);
  readingContract(name, openDatabase);
  membersContract(name, openDatabase);
  rolesContract(name, openDatabase);
  settingsContract(name, openDatabase);
  joiningContract(name, openDatabase);
  bansContract(name, openDatabase);
  messagesContract(name, openDatabase);
  keepingContract(name, openDatabase);
  pollsContract(name, openDatabase);
  schedulingContract(name, openDatabase);
  threadsContract(name, openDatabase);
  channelsContract(name, openDatabase);
  listContract(name, openDatabase);
  receiptsContract(name, openDatabase);
  contentsContract(name, openDatabase);
}
