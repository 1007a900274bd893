/**
 * What a page did with its reader's holds and bookings, told to the browser's other pages at once, also while the stream is away: the
 * id of a slot that it gave back, or 0. A page has this one channel, since a channel is the only one that does not hear itself.
 */
export const deeds = new BroadcastChannel("slotboard:mine");
