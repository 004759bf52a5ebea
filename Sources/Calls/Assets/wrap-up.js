// A record on a page of its own: the same form, with type-ahead.

import { enhanceChoices } from './choice.js';

enhanceChoices(document.getElementById('desk-form'));
