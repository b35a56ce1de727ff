/**
 * The room page with a conversation that is staged: every kind of message and a file in every state, which no two
 * browsers would show at once. `?scene=talk|files|closed|empty|hostile|reader`, `&dir=rtl`.
 */
import { render } from 'preact';
import { Call } from '../../src/ui/call';
import { Notices } from '../../src/ui/notices-view';
import { RoomPage } from '../../src/ui/room-page';
import { fakeRoom } from '../ui/fake-room';
import '../../src/ui/styles/base.css';
import '../../src/ui/styles/home.css';
import '../../src/ui/styles/join.css';
import '../../src/ui/styles/room.css';
import '../../src/ui/styles/panel.css';
import { type Scene, scenes } from './scenes';

const query = new URLSearchParams(location.search);
document.documentElement.dir = query.get('dir') ?? 'ltr';
const fake = fakeRoom();
fake.enter('p1', 'Ben');
fake.enter('p2', 'Cleo');
const scene = (query.get('scene') ?? 'talk') as Scene;
if (scene === 'reader') fake.grants = ['publish', 'subscribe'];
const call = new Call(fake.room);
if (scene !== 'closed') call.conversation.show(true);
scenes[scene](fake, call.conversation);
Object.assign(window, { gallery: { fake, conversation: call.conversation } });

const root = document.getElementById('app');
if (root)
  render(
    <>
      <RoomPage call={call} name="Ada" />
      <Notices />
    </>,
    root,
  );
document.documentElement.dataset.state = 'connected';
