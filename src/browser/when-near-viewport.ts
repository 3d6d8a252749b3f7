/** How far below what is seen something counts as near: about the time of one request of scrolling. */
const MARGIN = '300px';

/** Resolves once the element comes near what is seen of the page; never, when `signal` is aborted before. */
export function whenNearViewport(element: Element, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        resolve();
      },
      { rootMargin: MARGIN },
    );
    observer.observe(element);
    signal.addEventListener('abort', () => observer.disconnect(), { once: true });
  });
}
