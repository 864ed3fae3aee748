"""Dispatched letters and clock events cannot be changed or deleted, whoever asks."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION requests_app_dispatched_letter_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'DISPATCHED' THEN
        RAISE EXCEPTION 'a dispatched letter cannot be changed or deleted';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER dispatched_letter_stays BEFORE UPDATE OR DELETE ON requests_app_letter
    FOR EACH ROW EXECUTE FUNCTION requests_app_dispatched_letter_stays();
CREATE FUNCTION requests_app_clock_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events of a clock are only added';
END $$;
CREATE TRIGGER clock_event_stays BEFORE UPDATE OR DELETE ON requests_app_clockevent
    FOR EACH ROW EXECUTE FUNCTION requests_app_clock_event_stays();
"""
THAW = """
DROP TRIGGER clock_event_stays ON requests_app_clockevent;
DROP FUNCTION requests_app_clock_event_stays();
DROP TRIGGER dispatched_letter_stays ON requests_app_letter;
DROP FUNCTION requests_app_dispatched_letter_stays();
"""


class Migration(migrations.Migration):
    dependencies = (("requests_app", "0001_initial"),)
    operations = (migrations.RunSQL(FREEZE, THAW),)
