// Bootstrap's behaviour for the parts that the pages use: the menu and the filters on small screens.
import "bootstrap/js/src/collapse";
import "bootstrap/js/src/offcanvas";
