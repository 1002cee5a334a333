import { useEffect, useSyncExternalStore } from 'react';

interface ToastContent {
  text: string;
  action?: { label: string; run: () => void };
}

const SHOWN_MS = 5000;
const listeners = new Set<() => void>();
let current: ToastContent | undefined;
let paused = false;

/** Says what just happened, over everything, for five seconds. A new one takes the old one's place. */
export function showToast(text: string, action?: ToastContent['action']): void {
  set(action === undefined ? { text } : { text, action });
}

function set(content: ToastContent | undefined): void {
  current = content;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where toasts appear: once, in the app's root. Its live region is always there, so that it is read out. */
export function Toaster() {
  const toast = useSyncExternalStore(subscribe, () => current);
  useEffect(() => {
    if (toast === undefined) return;
    const timer = setInterval(() => !paused && set(undefined), SHOWN_MS);
    return () => clearInterval(timer);
  }, [toast]);
  return (
    <div
      role="status"
      className="toaster"
      onPointerEnter={() => (paused = true)}
      onPointerLeave={() => (paused = false)}
    >
      {toast && <Toast toast={toast} />}
    </div>
  );
}

function Toast({ toast }: { toast: ToastContent }) {
  return (
    <div className="toast">
      <span>{toast.text}</span>
      {toast.action && (
        <button
          type="button"
          className="toast__action"
          onClick={() => {
            toast.action?.run();
            set(undefined);
          }}
        >
          {toast.action.label}
        </button>
      )}
    </div>
  );
}
