const works = new Set<() => void>();

const doAll = (): void => {
  for (const work of works) work();
};

/** Does `work`, which must be synchronous, should this process end before the function that comes back has been called. */
export const onExit = (work: () => void): (() => void) => {
  if (works.size === 0) process.on('exit', doAll);
  works.add(work);
  return () => {
    works.delete(work);
    if (works.size === 0) process.off('exit', doAll);
  };
};
