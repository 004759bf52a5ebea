// The floor: its parts come from the server (live.js); the timers tick here.

import { startClock } from './clock.js';

startClock();
