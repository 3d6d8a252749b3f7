import { Counter, Rate, Trend } from 'k6/metrics';

/** Ms from waiting for a connection to the last byte. k6's `http_req_duration` leaves out queueing and connecting. */
export const requestDuration = new Trend('request_duration', true);

/** Ms until the last widget of a page has its answer. */
export const pageViewDuration = new Trend('page_view_duration', true);

/** Whether all widgets of a page were answered as the contract allows. */
export const pageViewOk = new Rate('page_view_ok');

/** Whether the answer to a request that no page view sends was as the contract describes it. */
export const otherAnswerOk = new Rate('other_answer_ok');

/** By outcome. */
export const answers = new Counter('answers');

/** Page views whose opaque token needs a verdict from Wix: at most one call each. */
export const tokenCallsDue = new Counter('token_calls_due');

export const scriptErrors = new Rate('script_errors');
