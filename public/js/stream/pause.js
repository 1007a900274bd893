/**
 * How long to wait before the next try, in milliseconds: anything between nothing and a bound that begins at `first` and doubles
 * with each failure in a row. With the whole range at random, those who were cut off together do not come back together.
 */
export function pauseBefore({ failures, first, longest, random = Math.random }) {
    return random() * Math.min(longest, first * 2 ** failures);
}
