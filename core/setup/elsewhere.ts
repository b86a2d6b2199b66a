import { EnvironmentError } from '../fault.js';
import { type RecordName, recordPath } from './records.js';

/** What is thrown for a record of another PID namespace, of whose processes nothing can be told here. */
export const elsewhere = (what: string, record: RecordName): EnvironmentError =>
  new EnvironmentError(
    `${what} is of another PID namespace, as a container’s, and cannot be judged or ended from here`,
    `hookline teardown there; if that is gone: rm ${recordPath(record)}`,
  );
