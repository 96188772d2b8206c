"""Turns the carrier's rate sheet into data/rates.json."""

import json
import sys

import yaml


def read_sheet(path):
    with open(path, encoding="utf-8") as sheet:
        return yaml.load(sheet, Loader=yaml.Loader)


def read_zones(path):
    with open(path, encoding="utf-8") as zones:
        return yaml.safe_load(zones)


def main():
    sheet = read_sheet(sys.argv[1])
    zones = read_zones("data/zones.yaml")
    rates = [
        {"zone": zone, "perKilo": float(sheet["rates"][zone])}  # euros
        for zone in zones["zones"]
    ]
    with open("data/rates.json", "w", encoding="utf-8") as out:
        json.dump(rates, out, indent=2)


if __name__ == "__main__":
    main()
