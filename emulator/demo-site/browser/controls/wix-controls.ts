import { sendCrowd } from './crowd.ts';
import { changePlan, control } from '../emulated-wix.ts';
import type { History } from '../requests/history.ts';
import { byId, type Demo } from '../read-demo.ts';
import { forgetVisitor } from '../widgets/visitor-token.ts';

const OPERATIONS = ['token_info', 'app_token', 'get_app_instance'];

/** Makes the knobs of the rail turn. */
export async function bindControls(demo: Demo, history: History): Promise<void> {
  const form = byId('view-form') as HTMLFormElement;
  form.addEventListener('change', () => form.requestSubmit());

  byId('new-visitor').addEventListener('click', () => {
    forgetVisitor(demo);
    location.reload();
  });

  const crowd = byId('crowd') as HTMLButtonElement;
  crowd.addEventListener('click', () => {
    crowd.disabled = true;
    say('The crowd is on its way …');
    void sendCrowd(demo)
      .then((views) => say(`${views} page views answered.`), sayNoAnswer)
      .finally(() => (crowd.disabled = false));
  });
  bindPlan(demo, history);
  await bindOutage();
}

function bindPlan({ instance }: Demo, history: History): void {
  for (const option of document.querySelectorAll<HTMLInputElement>('input[name="plan"]')) {
    option.addEventListener('change', () => {
      void changePlan(instance, option.value).then(
        () => say(`At Wix the plan is ${option.value} now. ${whenItShows(history)}`),
        sayNoAnswer,
      );
    });
  }
}

/** The endpoint believes what it has until its `ttl` is over; the next view has it renewed, the one after shows it. */
function whenItShows({ log: [latest] }: History): string {
  const ttl = Number(/ttl=(-?\d+)/.exec(latest?.cacheStatus ?? '')?.[1] ?? 60);
  if (ttl <= 0) return 'The endpoint asks again with the next page view.';
  return `The endpoint asks again in ${ttl} s at the latest, without making anybody wait.`;
}

async function bindOutage(): Promise<void> {
  const button = byId('break-wix');
  const state = byId('wix-state');
  const text = byId('wix-state-text');
  const show = (broken: boolean) => {
    button.ariaPressed = String(broken);
    button.textContent = broken ? 'Heal Wix' : 'Break Wix';
    state.classList.toggle('broken', broken);
    text.textContent = broken ? 'Wix is down' : 'Wix is up';
  };
  button.addEventListener('click', () => {
    const broken = button.ariaPressed !== 'true';
    const orders = OPERATIONS.map((operation) =>
      broken
        ? control('PUT', `faults/${operation}`, { mode: 'status', status: 503 })
        : control('DELETE', `faults/${operation}`),
    );
    void Promise.all(orders).then(() => {
      show(broken);
      say(
        broken
          ? 'Every call to Wix gets a 503. Who was here within 30 s, or has a signed token, sees no difference.'
          : 'Wix is back. The endpoint finds out within five seconds.',
      );
    }, sayNoAnswer);
  });
  const faults = await control<Record<string, unknown>>('GET', 'faults');
  show(Object.values(faults).some((fault) => fault !== null));
}

const sayNoAnswer = () => say('The emulator did not answer: is it still running?');

function say(text: string): void {
  byId('say').textContent = text;
}
