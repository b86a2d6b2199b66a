/** Hands out the places of a stage's events: those of one instant happen in the order in which they were scheduled. */
export class Places {
  next = 0;
}
