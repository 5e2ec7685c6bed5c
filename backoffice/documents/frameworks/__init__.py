"""A framework's papers: its price schedule, the acknowledgement of an order form."""

from backoffice.documents.frameworks.order import order_pages, order_title
from backoffice.documents.frameworks.schedule import schedule_pages, schedule_title

__all__ = ["order_pages", "order_title", "schedule_pages", "schedule_title"]
