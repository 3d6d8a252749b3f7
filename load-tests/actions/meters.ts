import { Counter, Rate, Trend } from 'k6/metrics';

/** Ms from asking for a connection to the last byte: k6's own `http_req_duration` leaves out queueing and connecting. */
export const requestDuration = new Trend('request_duration', true);

/** Ms until the last widget of a page has its answer. */
export const pageViewDuration = new Trend('page_view_duration', true);

/** Whether all widgets of a page were answered as the contract allows. */
export const pageViewOk = new Rate('page_view_ok');

/** Whether an answer to what no page view asks was as the contract says. */
export const otherAnswerOk = new Rate('other_answer_ok');

/** By outcome. */
export const answers = new Counter('answers');

/** Page views whose opaque token Wix has to be asked about: a call each, at most. */
export const tokenCallsDue = new Counter('token_calls_due');

export const scriptErrors = new Rate('script_errors');
