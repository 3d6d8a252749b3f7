/** How far outside the viewport counts as near. Scrolling that far takes about as long as one request. */
const MARGIN = '300px';

/** Resolves once the element is near the viewport. Never resolves if `signal` is aborted before. */
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
