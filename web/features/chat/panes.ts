/** What shows one conversation: one part of the program. */
export { ConversationPane } from './conversation-pane.tsx';
export { DetailsPane } from './details-pane.tsx';
