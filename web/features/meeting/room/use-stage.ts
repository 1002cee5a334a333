import { useLayoutEffect } from 'react';

/** While one is in the room, what opens over it at the end of the page (menus, sheets) is as dark as the room is. */
export function useStage(): void {
  useLayoutEffect(() => {
    document.body.classList.add('stage');
    return () => document.body.classList.remove('stage');
  }, []);
}
