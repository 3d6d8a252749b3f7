import { sendCrowd } from './crowd.ts';
import { changePlan, control } from '../emulated-wix.ts';
import { byId, type Demo } from '../read-demo.ts';
import { forgetVisitor } from '../widgets/visitor-token.ts';

const OPERATIONS = ['token_info', 'app_token', 'get_app_instance'];

/** Connects the controls of the rail. */
export async function bindControls(demo: Demo): Promise<void> {
  const form = byId('view-form') as HTMLFormElement;
  form.addEventListener('change', () => form.requestSubmit());

  byId('new-visitor').addEventListener('click', () => {
    forgetVisitor(demo);
    location.reload();
  });

  const crowd = byId('crowd') as HTMLButtonElement;
  crowd.addEventListener('click', () => {
    crowd.disabled = true;
    showMessage('Sending the crowd …');
    void sendCrowd(demo)
      .then((views) => showMessage(`${views} page views answered.`), showNoAnswer)
      .finally(() => (crowd.disabled = false));
  });
  bindPlan(demo);
  await bindOutage();
}

function bindPlan({ instance }: Demo): void {
  for (const option of document.querySelectorAll<HTMLInputElement>('input[name="plan"]')) {
    option.addEventListener('change', () => {
      void changePlan(instance, option.value).then(
        () => showMessage(`At Wix the plan is now ${option.value}.`),
        showNoAnswer,
      );
    });
  }
}

async function bindOutage(): Promise<void> {
  const button = byId('break-wix');
  const state = byId('wix-state');
  const text = byId('wix-state-text');
  const show = (broken: boolean) => {
    button.ariaPressed = String(broken);
    button.textContent = broken ? 'Repair Wix' : 'Break Wix';
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
      showMessage(
        broken
          ? 'Every call to Wix now returns 503. Known visitors, and visitors with signed tokens, see no difference.'
          : 'Wix works again. The endpoint notices within five seconds.',
      );
    }, showNoAnswer);
  });
  const faults = await control<Record<string, unknown>>('GET', 'faults');
  show(Object.values(faults).some((fault) => fault !== null));
}

const showNoAnswer = () =>
  showMessage('The emulator did not answer. Check that it is still running.');

function showMessage(text: string): void {
  byId('message').textContent = text;
}
