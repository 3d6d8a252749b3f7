import http from 'k6/http';
import { instanceIdOf } from '../../emulator/instances/instance-id.ts';
import { faultsOfAnswer } from '../answers/faults-of-answer.ts';
import { otherRequests } from '../answers/other-requests.ts';
import type { K6Threshold } from '../k6-result/judge-threshold.ts';
import type { Settings } from '../script/read-settings.ts';
import type { MintToken } from '../traffic/tokens.ts';
import { otherAnswerOk } from './meters.ts';

/** A run that sent none of them has no samples, and misses it. */
export const OTHER_ANSWERS_THRESHOLD: K6Threshold = {
  name: 'every other answer as the contract describes it',
  kind: 'outcome',
  metric: 'other_answer_ok',
  test: 'rate>=1',
};

const SITE = 0;

/** Sends, once per run, what no page view sends: refused requests, preflights and conditional requests. */
export function sendOtherRequests(mint: MintToken, settings: Settings): void {
  const url = `${settings.baseUrl}/api/get-instance`;
  const token = mint({ id: 1, site: SITE, kind: 'signed', subject: 'visitor' });
  try {
    const responses = settings.describedResponses();
    const first = http.get(url, { headers: { Authorization: token } });
    const requests = otherRequests(token, instanceIdOf(SITE), first.headers['Etag'] ?? '');
    for (const request of requests) {
      const { method, query = '', headers } = request;
      const answer = http.request(method, url + query, null, { headers });
      const body = typeof answer.body === 'string' ? answer.body : '';
      const faults = faultsOfAnswer(
        request,
        { status: answer.status, headers: answer.headers, body },
        responses,
      );
      otherAnswerOk.add(faults.length === 0);
      for (const fault of faults) console.error(fault);
    }
  } catch (error) {
    otherAnswerOk.add(false);
    console.error(String(error));
  }
}
