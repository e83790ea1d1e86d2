// The map of the hits: points with names, the circle searched in and rings around it, drawn from the page's own
// data. Leaflet is loaded when the map is opened for the first time; tiles only where an operator names a server.

const RINGS_KM = [10, 25, 50];
const NAMES_UP_TO = 12;
const COLOURS = { point: "#1f4e79", ring: "#6b7885", own: "#9a4a00" };

const panel = document.getElementById("karte");
let map = null;
let drawing = null;

function data() {
  return JSON.parse(document.getElementById("karte-punkte").textContent);
}

function loaded(element, parent) {
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    parent.append(element);
  });
}

function loadLeaflet() {
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: panel.dataset.style });
  const script = Object.assign(document.createElement("script"), { src: panel.dataset.script });
  return Promise.all([loaded(style, document.head), loaded(script, document.head)]);
}

// Firms of one municipality often share its coordinates: one point then stands for all of them.
function grouped(points) {
  const groups = new Map();
  for (const point of points) {
    const key = `${point.latitude} ${point.longitude}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(point);
  }
  return [...groups.values()];
}

function labelOf(firms) {
  return firms.length === 1 ? firms[0].name : `${firms[0].place}: ${firms.length} Unternehmen`;
}

function listOf(firms) {
  const box = document.createElement("div");
  const place = document.createElement("strong");
  place.textContent = firms[0].place;
  const list = document.createElement("ul");
  for (const firm of firms) {
    const link = document.createElement("a");
    link.href = panel.dataset.profile.replace("slug", firm.slug);
    link.textContent = firm.name;
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  box.append(place, list);
  return box;
}

function ring(centre, kilometres, options) {
  return window.L.circle(centre, { radius: kilometres * 1000, fill: false, interactive: false, ...options });
}

function draw() {
  const { L } = window;
  const { points, area, own } = data();
  drawing.clearLayers();
  const bounds = L.latLngBounds([]);
  const centre = area ? [area.latitude, area.longitude] : own;
  if (centre) {
    for (const kilometres of RINGS_KM) {
      const label = L.tooltip({ permanent: true, direction: "center", className: "map-ring" })
        .setLatLng([centre[0] + kilometres / 111.2, centre[1]])
        .setContent(`${kilometres} km`);
      drawing.addLayer(ring(centre, kilometres, { color: COLOURS.ring, weight: 1, dashArray: "4 4" })).addLayer(label);
    }
    drawing.addLayer(L.circleMarker(centre, { radius: 5, color: COLOURS.own, fillOpacity: 1 }).bindTooltip(area ? area.label : "Ihr Standort", { permanent: true, direction: "right" }));
    bounds.extend(centre);
  }
  if (area) drawing.addLayer(ring(centre, area.radius, { color: COLOURS.point, weight: 2 }));
  const groups = grouped(points);
  for (const firms of groups) {
    const place = [firms[0].latitude, firms[0].longitude];
    bounds.extend(place);
    drawing.addLayer(
      L.circleMarker(place, { radius: 6 + Math.min(6, firms.length), color: COLOURS.point, weight: 2, fillOpacity: 0.6 })
        .bindTooltip(labelOf(firms), { permanent: groups.length <= NAMES_UP_TO, direction: "top", offset: [0, -6] })
        .bindPopup(listOf(firms)),
    );
  }
  map.invalidateSize();
  if (bounds.isValid()) map.fitBounds(bounds, { padding: [40, 40], maxZoom: 13 });
  document.getElementById("karte-hinweis").textContent =
    points.length === 0 ? "Keiner der Treffer hat einen Standort mit bekannter Lage." : `${points.length === 1 ? "1 Unternehmen" : `${points.length} Unternehmen`}; alle stehen auch in der Liste.`;
}

async function open() {
  if (!panel.open) return;
  if (!map) {
    await loadLeaflet();
    map = window.L.map("karte-flaeche", { attributionControl: false, zoomSnap: 0.25 });
    map.setView([49.44, 7.77], 10);
    if (panel.dataset.tiles) {
      window.L.tileLayer(panel.dataset.tiles, { maxZoom: 18 }).addTo(map);
    }
    drawing = window.L.featureGroup().addTo(map);
  }
  draw();
}

if (panel) {
  panel.hidden = false;
  panel.addEventListener("toggle", open);
  document.body.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target.id === "karten-daten" && map && panel.open) draw();
  });
}
