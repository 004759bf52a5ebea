// The plan's form works by itself; here it only asks before typed words are left behind.

const form = document.getElementById('plan');
let isChanged = 'changed' in form.dataset;

form.addEventListener('input', () => { isChanged = true; });
form.addEventListener('submit', () => { isChanged = false; });
addEventListener('beforeunload', (event) => { if (isChanged) event.preventDefault(); });
