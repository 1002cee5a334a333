const GROWTH = 1.3;
/** Halvings between the last rate that went well and the first that did not. */
const HALVINGS = 3;
/** A rate may fail once: something else on the machine may have been in the way. */
const ATTEMPTS = 2;

/** How often a first rate that is too high is halved before it is given up. */
const EASINGS = 4;

/** Looks from `from` for the highest rate that goes well, and tells every step that was tried. */
export async function findSteps<Step>(
  from: number,
  tryRate: (rate: number) => Promise<Step>,
  wentWell: (step: Step) => boolean,
): Promise<Step[]> {
  const steps: Step[] = [];
  const goesWell = async (rate: number): Promise<boolean> => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const step = await tryRate(Math.round(rate));
      steps.push(step);
      if (wentWell(step)) return true;
    }
    return false;
  };
  let [good, bad] = [0, from];
  while (await goesWell(bad)) [good, bad] = [bad, bad * GROWTH];
  for (let i = 0; i < EASINGS && good === 0; i += 1) {
    if (await goesWell(bad / 2)) good = bad / 2;
    else bad /= 2;
  }
  for (let i = 0; i < HALVINGS && good > 0; i += 1) {
    const middle = (good + bad) / 2;
    if (await goesWell(middle)) good = middle;
    else bad = middle;
  }
  return steps;
}

/** The step with the highest rate of those that went well. */
export function bestStep<Step extends { readonly rate: number }>(
  steps: readonly Step[],
  wentWell: (step: Step) => boolean,
): Step | undefined {
  return steps.filter(wentWell).sort((a, b) => b.rate - a.rate)[0];
}
