import { callsToWix } from './emulated-wix.ts';
import {
  addRequest,
  addSample,
  CALLS_OF_EXAMPLE,
  type DrawHistory,
  type History,
  readHistory,
} from './requests/history.ts';
import { hydrateCards } from './widgets/hydrate-cards.ts';
import { loadElements } from './widgets/load-elements.ts';
import { byId, readDemo } from './read-demo.ts';
import { loadChart } from './requests/load-chart.ts';
import { showLog } from './requests/request-log.ts';
import { visitorToken } from './widgets/visitor-token.ts';
import { watchRequests } from './requests/watch-requests.ts';
import { bindControls } from './controls/wix-controls.ts';

const demo = readDemo();
// Reads the count before the widgets call the endpoint, so that their first calls are included.
const history = readHistory(await callsToWix().catch(() => 0));
let drawHistory: DrawHistory = () => undefined;

let drawing = false;
watchRequests(demo.endpoint, (request) => {
  addRequest(history, request);
  // Draws at most once per frame: a crowd's responses arrive faster than that.
  if (!drawing) requestAnimationFrame(show);
  drawing = true;
});

function show(): void {
  drawing = false;
  showScore(history);
  showLog(history, demo);
}

function showScore({ calls, requests }: History): void {
  byId('calls-ours').textContent = String(calls);
  byId('calls-example').textContent = String(requests * CALLS_OF_EXAMPLE);
  byId('calls-requests').textContent = String(requests);
}

async function sample(): Promise<void> {
  if (!document.hidden) {
    const calls = await callsToWix().catch(() => undefined);
    const now = Date.now() / 1000;
    if (calls !== undefined) addSample(history, now, calls);
    drawHistory(history, now);
    showScore(history);
  }
  setTimeout(() => void sample(), 1_000);
}

async function showChart(): Promise<void> {
  drawHistory = await loadChart(byId('chart'));
  drawHistory(history, Date.now() / 1000);
}

show();
const getToken = visitorToken(demo);
await Promise.all([
  loadElements(demo, getToken),
  hydrateCards(demo, getToken),
  bindControls(demo),
  sample(),
  showChart(),
]);
