import http from 'k6/http';
import { instanceIdOf } from '../../emulator/instance-id.ts';
import { faultsOfAnswer, otherQuestions } from '../answers/other-answers.ts';
import type { K6Promise } from '../thresholds/thresholds.ts';
import type { Settings } from '../script/read-settings.ts';
import type { MintToken } from '../traffic/tokens.ts';
import { otherAnswerOk } from './meters.ts';

/** A run in which they were not asked has no samples of this, and so has not kept it. */
export const OTHER_ANSWERS_PROMISE: K6Promise = {
  name: 'every other answer as the contract says',
  kind: 'outcome',
  metric: 'other_answer_ok',
  test: 'rate>=1',
};

const SITE = 0;

/** Once per run, what no page view asks: refusals, preflights, and what the browser has already. */
export function askOtherwise(mint: MintToken, { baseUrl }: Settings): void {
  const url = `${baseUrl}/api/get-instance`;
  const token = mint({ id: 1, site: SITE, kind: 'signed', subject: 'visitor' });
  try {
    const first = http.get(url, { headers: { Authorization: token } });
    const questions = otherQuestions(token, instanceIdOf(SITE), first.headers['Etag'] ?? '');
    for (const question of questions) {
      const { method, query = '', headers } = question;
      const {
        status,
        headers: answered,
        body,
      } = http.request(method, url + query, null, { headers });
      const text = typeof body === 'string' ? body : '';
      const faults = faultsOfAnswer(question, { status, headers: answered, body: text });
      otherAnswerOk.add(faults.length === 0);
      for (const fault of faults) console.error(fault);
    }
  } catch (error) {
    otherAnswerOk.add(false);
    console.error(String(error));
  }
}
