import { Composer } from './composer';
import type { Conversation } from './conversation';
import { MessageLog } from './message-log';
import '../styles/chat.css';

/** What is in the open panel. */
export function Panel({ conversation }: { conversation: Conversation }) {
  return (
    <>
      <MessageLog conversation={conversation} />
      <Composer conversation={conversation} />
    </>
  );
}
