// Loaded only by forms that choose several entries from a long list.
import TomSelect from "tom-select/base";
import removeButton from "tom-select/plugins/remove_button/plugin.js";

TomSelect.define("remove_button", removeButton);
window.TomSelect = TomSelect;
