// The floor: its parts come from the server (live.js); the timers tick here; tiles and queues open a drawer.

import './drawer.js';
import { startClock } from './clock.js';

startClock();
