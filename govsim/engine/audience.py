"""Who hears of an activity and could come: the only part of activities that looks at many residents."""

from govsim.engine.availability import is_free
from govsim.engine.compiled import part, piece
from govsim.engine.randomness import uniform

HEARD, FROM_WORKER, FROM_NEIGHBOURS, BY_PUBLICITY = range(4)  # of `chances`


@part
def heard_chance(resident, told, chances, kept, hour):
    """Return the chance of hearing: by posters, from a known worker, by publicity, and from neighbours at ties now."""
    unheard = (1.0 - chances[HEARD]) * (1.0 - chances[BY_PUBLICITY] * told)
    if resident.known_until > hour:
        unheard *= 1.0 - chances[FROM_WORKER]
    social, left = float(resident.baseline_ties), kept[max(0, hour - resident.touched)]
    return 1.0 - unheard * (1.0 - chances[FROM_NEIGHBOURS] * (social + (float(resident.ties) - social) * left))


@piece
def find_audience(block, settings, activities, told, chances, kept, why, hour, rows, which):
    """Fill `rows` and `which` with the adults who hear of their building's activity and are free then; return how many.

    activities: hour of the activity of each building, 0 for none; told: publicity noticed, by grid; `which`: building;
    kept: shares of a distance from the baseline that are left after 0, 1, ... hours.
    """
    found = 0
    for number in range(len(block.buildings)):
        held = activities[number]
        if held <= 0:
            continue
        building = block.buildings[number]
        for row in range(building.first_resident, building.first_resident + building.residents):
            resident, person = block.residents[row], settings.offset + row
            if resident.age == 0:
                continue
            draw = uniform(settings.seed, why, person, hour)
            if draw >= heard_chance(resident, told[resident.grid], chances, kept, hour):
                continue
            if is_free(settings, person, resident.schedule, held):
                rows[found], which[found] = row, number
                found += 1
    return found
