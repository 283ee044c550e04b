//! `[region]`, `[folders]`, `[office]`, `[letters]`, `[calendar]`.

use chrono::NaiveDate;

use super::plain;
use crate::catalog::document::{Entry, Section, Told};
use crate::catalog::draft::Draft;
use crate::catalog::{Calendar, Letters, Office};
use crate::error::Result;

pub(super) fn apply(section: &mut Section<'_>, draft: &mut Draft) -> Result<()> {
    if let Some(mut region) = section.section("region")? {
        set(&mut draft.region, region.text("name")?);
        if let Some(code) = region.text("code")? {
            if code.value.len() != 6 || !code.value.bytes().all(|digit| digit.is_ascii_digit()) {
                return Err(code.at.error(format!(
                    "“region.code”应是六位行政区划代码，这里是“{}”",
                    code.value
                )));
            }
            draft.region_code = code.value;
        }
        region.finish()?;
    }
    if let Some(mut folders) = section.section("folders")? {
        let settings = &mut draft.settings;
        settings.input = folders
            .text("input")?
            .map(|told| told.value)
            .or(settings.input.take());
        settings.output = folders
            .text("output")?
            .map(|told| told.value)
            .or(settings.output.take());
        folders.finish()?;
    }
    if let Some(mut office) = section.section("office")? {
        apply_office(&mut office, &mut draft.office)?;
        office.finish()?;
    }
    if let Some(mut letters) = section.section("letters")? {
        apply_letters(&mut letters, &mut draft.office.letters)?;
        letters.finish()?;
    }
    if let Some(mut calendar) = section.section("calendar")? {
        apply_calendar(&mut calendar, &mut draft.calendar)?;
        calendar.finish()?;
    }
    Ok(())
}

fn set(field: &mut String, told: Option<Told<String>>) {
    if let Some(told) = told {
        *field = told.value;
    }
}

fn set_list(field: &mut Vec<String>, told: Option<Vec<Told<String>>>) {
    if let Some(told) = told {
        *field = plain(told);
    }
}

fn set_days(field: &mut u32, told: Option<u64>) {
    if let Some(days) = told.and_then(|days| u32::try_from(days).ok()) {
        *field = days;
    }
}

fn apply_office(section: &mut Section<'_>, office: &mut Office) -> Result<()> {
    set(&mut office.campaign, section.text("campaign")?);
    set(&mut office.bulletin, section.text("bulletin")?);
    set(&mut office.issued_by, section.text("issued_by")?);
    set(&mut office.title, section.text("title")?);
    set(&mut office.subject, section.text("subject")?);
    set_list(&mut office.report_to, section.texts("report_to")?);
    set_list(&mut office.send_to, section.texts("send_to")?);
    set_list(&mut office.distribute_to, section.texts("distribute_to")?);
    set_days(&mut office.copies, section.count("copies", 0, 100_000)?);
    set(&mut office.marking, section.text("marking")?);
    set(&mut office.seal_note, section.text("seal_note")?);
    set(&mut office.answer_to, section.text("answer_to")?);
    Ok(())
}

fn apply_letters(section: &mut Section<'_>, letters: &mut Letters) -> Result<()> {
    set(&mut letters.organ, section.text("organ")?);
    set(&mut letters.code, section.text("code")?);
    set(&mut letters.basis, section.text("basis")?);
    set(&mut letters.contact, section.text("contact")?);
    set(&mut letters.phone, section.text("phone")?);
    set_list(&mut letters.copy_to, section.texts("copy_to")?);
    Ok(())
}

fn apply_calendar(section: &mut Section<'_>, calendar: &mut Calendar) -> Result<()> {
    if let Some(time) = section.text("deadline_time")? {
        if !is_time(&time.value) {
            return Err(time.at.error(format!(
                "“calendar.deadline_time”写成 18:00 这样，这里是“{}”",
                time.value
            )));
        }
        calendar.deadline_time = time.value;
    }
    calendar.file_time_counts = section
        .flag("file_time_counts")?
        .unwrap_or(calendar.file_time_counts);
    set_days(
        &mut calendar.resubmit_days,
        section.count("resubmit_days", 0, 366)?,
    );
    set_days(&mut calendar.reply_days, section.count("reply_days", 0, 366)?);
    set_days(&mut calendar.meeting_days, section.count("meeting_days", 0, 366)?);
    set_days(&mut calendar.print_days, section.count("print_days", 0, 366)?);
    if let Some(holidays) = section.items("holidays")? {
        calendar.holidays = holidays.iter().map(holiday).collect::<Result<_>>()?;
    }
    if let Some(days) = section.items("working_days")? {
        calendar.working_days = days
            .iter()
            .map(|day| Ok(day.day()?.value))
            .collect::<Result<_>>()?;
    }
    Ok(())
}

fn is_time(text: &str) -> bool {
    text.split_once(':').is_some_and(|(hour, minute)| {
        let within =
            |part: &str, most: u8| part.len() == 2 && part.parse::<u8>().is_ok_and(|part| part <= most);
        within(hour, 24) && within(minute, 59)
    })
}

/// First and last day.
fn holiday(entry: &Entry<'_>) -> Result<(NaiveDate, NaiveDate)> {
    let days = entry.items()?;
    let [first, last] = days.as_slice() else {
        return Err(entry
            .at()
            .error("每个节假日写首日和末日两个日期：[2023-04-29, 2023-05-03]"));
    };
    let (first, last) = (first.day()?, last.day()?);
    if last.value < first.value {
        return Err(last
            .at
            .error(format!("节假日的末日 {} 早于首日 {}", last.value, first.value)));
    }
    Ok((first.value, last.value))
}
