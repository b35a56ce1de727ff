import { render } from 'preact';
import { App } from './app';
import './styles/base.css';
import './styles/home.css';
import './styles/join.css';
import './styles/room.css';
import './styles/panel.css';

const root = document.getElementById('app');
if (root) render(<App />, root);
