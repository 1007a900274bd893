import "/js/app.js";
import "/js/elements/slot-board.js";
