/**
 * Share of the opening error (wanted opening of a lip motion minus the opening that its components draw) that is
 * corrected along the person's opening direction. A full correction would fight the components where both are a little
 * wrong; .7 gave the best lip distance in the feasibility prototype.
 */
export const openingCorrection = 0.7;
